package io.kindling.hadoop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may know what inside this module. */
class PackagesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kindling.hadoop");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.kindling.hadoop.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void partsDoNotKnowTheFileSystemThatIsMadeOfThem() {
    noClasses()
        .that()
        .resideInAPackage("io.kindling.hadoop.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.kindling.hadoop")
        .check(CLASSES);
  }

  @Test
  void optionsKnowNothingOfWhatUsesThem() {
    classes()
        .that()
        .resideInAPackage("io.kindling.hadoop.config")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "io.kindling.cache..", "io.kindling.hadoop.config", "org.jspecify..")
        .check(CLASSES);
  }
}
